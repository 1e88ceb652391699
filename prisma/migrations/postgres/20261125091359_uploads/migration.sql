-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "upload_id" TEXT;

-- CreateTable
CREATE TABLE "Upload" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "modified_at" TIMESTAMP(3),
    "kind" TEXT,
    "content_type" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Upload_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Upload_owner_id_idx" ON "Upload"("owner_id");

-- CreateIndex
CREATE INDEX "Task_upload_id_idx" ON "Task"("upload_id");

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "Upload"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Upload" ADD CONSTRAINT "Upload_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
